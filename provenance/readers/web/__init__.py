"""Web pages, feeds and archives."""
