"""All experiments by name, in the order in which a machine with little time should run them."""
from experiments import dynamic, spans, table_filling, table_sequence

EXPERIMENTS = {e.name: e for part in (table_filling, table_sequence, dynamic, spans) for e in part.EXPERIMENTS}
FIRST = ("C1", "D1", "S1", "T1", "C2", "S4", "S6", "D4", "C8", "T6", "T2", "D3", "C5", "C6", "S2", "S3", "S5", "T4", "T3", "T7", "T5", "T8", "D2", "S7")
