"""The question bank: YAML files to questions, lint, statistics, index, search, selection."""
