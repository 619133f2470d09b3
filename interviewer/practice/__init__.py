"""What to practise next: spaced repetition computed from the grades, never kept beside them."""
