"""The write side, ``vosctl``: plan, apply, go back. Nothing that answers a scrape may import this room."""
