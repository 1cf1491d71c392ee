"""Plugins: the hooks, who answers them, and what happens when one fails."""
