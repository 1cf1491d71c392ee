"""Duplicates: the plan, the keep policies, and the receipts."""
