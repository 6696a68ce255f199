"""The sections of benches/compare.py, a file each, and what they share."""
