"""What a question must hold to, beyond its form: one module a kind of rule."""
