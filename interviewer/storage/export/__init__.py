"""A session as a file: Markdown, a self-contained HTML page, or its JSON document."""
