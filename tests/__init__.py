"""The tests: a folder for each room of ``vos_exporter``, one for each proof of the whole, and their kits."""
