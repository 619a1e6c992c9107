"""Builds the small model files under tests/data with the frameworks' own converters."""
