"""Which text was reused, and from whom?"""
