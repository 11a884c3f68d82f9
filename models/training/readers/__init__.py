"""Other people's forms of annotated text to examples: one file a form. SpERT form is read by corpus.py itself."""
