"""What a scrape costs, always beside a reference in the same run (docs/performance.md)."""
