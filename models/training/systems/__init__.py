"""The systems by name. One interface: forward -> logits, loss, decode; prepare (an example's targets); lazy (what is exported)."""
from systems.dytnet import Dytnet
from systems.spert import Spert
from systems.table_sequence import TableSequence
from systems.tablert import Tablert
from systems.tablert_cnn import TablertCnn
from systems.tablert_ordered import TablertOrdered
from systems.tablert_dense import TablertDense

SYSTEMS = {
    "tablert": Tablert, "tablert-cnn": TablertCnn, "table-sequence": TableSequence, "dytnet": Dytnet, "spert": Spert,
    # For single experiments: cells one after another, and the published convolutions.
    "tablert-ordered": TablertOrdered, "tablert-cnn-dense": TablertDense,
}
