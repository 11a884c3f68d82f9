"""What our figures say where the papers' pattern is to be seen or is not, by experiment."""

REMARKS = {
    "C1": "Seed 1: TablERT 67.4 RE+ beside TablERT-CNN's 64.6, in the paper 0.6 below it; TablERT's seed 2 came to 64.6. So the two are within what seeds leave open, and more of the CNN's must decide. Wall times are of a machine that ran tests beside it.",
    "D1": "One seed: DYTNet 2.1 RE+ above TablERT-CNN and 0.7 below TablERT of the same seed, in the paper 3.0 and 3.6 above. Its gain over the fixed table of the CNN is to be seen, its place before TablERT is not.",
    "S1": "One seed: SpERT is 3.4 to 6.2 RE+ below the three table systems of the same seed, in the paper 1.1 to 4.7 below them. Its names are as good as theirs to a point and a half.",
    "C2": "The frozen pattern is the paper's: TablERT-CNN above TablERT above SpERT at every layer (at l = 4 44.8, 39.5, 14.0), TablERT and SpERT rising to about two thirds of the encoder's depth and falling at its last layers, the CNN best at l = 2 already (MiniLM's l = 6 is its last, BERT-base's l = 6 is its middle: set it beside the paper's l = 12, 80.2/51.7 and 8.0/0.0). Our SpERT has relations at lower layers than the paper's; its words are pooled before spans are, its head's rate is 1e-3 where the paper's is 5e-5.",
    "C7": "One seed, so far: the sum over the block is 0.8 RE+ above the last-word cell, the union 1.7 below it. More than the 0.5 expected, less than the sampling error; with more seeds it decides the default.",
}
