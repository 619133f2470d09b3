"""The words of the product as data: questions, rubrics, transcripts, grades, blueprints. No I/O."""
