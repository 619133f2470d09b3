"""The screens: they show what the interview and the storage know, and pass on what people do."""
