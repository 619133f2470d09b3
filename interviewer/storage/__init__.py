"""Sessions on disk: what was said is committed before it is acknowledged, and read back whole."""
