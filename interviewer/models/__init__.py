"""Language models, apart from what they are used for: connections, calls, faults, prompts."""
