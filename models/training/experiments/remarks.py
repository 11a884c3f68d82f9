"""What our figures say where the papers' pattern is to be seen or is not, by experiment."""

REMARKS = {
    "C2": "The frozen pattern is the paper's: TablERT far above SpERT at every layer, both rising to about two thirds of the encoder's depth and falling at its last layers (MiniLM's l = 6 is its last, BERT-base's l = 6 is its middle: set it beside the paper's l = 12, 80.2/51.7 and 8.0/0.0). Our SpERT has relations at lower layers than the paper's; its words are pooled before spans are, its head's rate is 1e-3 where the paper's is 5e-5.",
}
