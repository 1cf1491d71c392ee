"""Duplicates: the plan, which document stays, and the receipts."""
