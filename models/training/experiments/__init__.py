"""The experiments of the papers, as named rows."""
