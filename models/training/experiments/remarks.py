"""What our figures say where the papers' pattern is to be seen or is not, by experiment."""

REMARKS = {
    "C1": "TablERT on CoNLL04, seed 1, was stopped after seven of eight epochs and has no figure yet.",
    "C2": "The frozen pattern is the paper's: TablERT far above SpERT at every layer, both rising to about two thirds of the encoder's depth and falling at its last layers (MiniLM's l = 6 is its last, BERT-base's l = 6 is its middle: set it beside the paper's l = 12, 80.2/51.7 and 8.0/0.0). Our SpERT has relations at lower layers than the paper's; its words are pooled before spans are, its head's rate is 1e-3 where the paper's is 5e-5.",
    "C7": "One seed, so far: the sum over the block is 0.8 RE+ above the last-word cell, the union 1.7 below it. More than the 0.5 expected, less than the sampling error; with more seeds it decides the default.",
}
