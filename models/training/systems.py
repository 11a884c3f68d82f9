"""The table systems by name. One interface: forward → logits, loss, decode, lazy (what is exported)."""
from tablert_cnn import TablertCnn

SYSTEMS = {"tablert_cnn": TablertCnn}
