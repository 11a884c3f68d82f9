"""What our figures say where the papers' pattern is to be seen or is not, by experiment."""

REMARKS: dict[str, str] = {}
