"""What to practise next, computed from the grades alone; and trying code out against its tests."""
