"""The local page: articles are pasted or dropped, and traced in an archive; and the same as JSON for programs."""
