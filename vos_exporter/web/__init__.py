"""The way in: pages and metrics over HTTP."""
