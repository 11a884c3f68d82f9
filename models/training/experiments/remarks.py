"""What our figures say where the papers' pattern is to be seen or is not, by experiment."""

REMARKS = {
    "C1": "Three seeds each: TablERT-CNN 66.4 ± 1.5 RE+, TablERT 66.2 ± 1.5, names the same: the tie of the paper, where the CNN is 0.6 ahead. Wall times are of a machine that ran tests beside it.",
    "D1": "Three seeds: DYTNet's mean lies 1.6 RE+ below TablERT-CNN's and 1.4 below TablERT's, in the paper 3.0 and 3.6 above: its gain is not to be seen here, whatever the seed (66.7, 63.8, 64.0 beside 64.6, 67.1, 67.5). Eight epochs for the paper's thirty, and a temperature that falls within a third of them, may be too few for choosing its convolutions.",
    "S1": "Two seeds: SpERT's mean is 2.2 to 3.8 RE+ below the three table systems' means, in the paper 1.1 to 4.7 below them. Its names are a point below theirs.",
    "C2": "The frozen pattern is the paper's: TablERT-CNN above TablERT above SpERT at every layer (at l = 4 44.8, 39.5, 14.0), TablERT and SpERT rising to about two thirds of the encoder's depth and falling at its last layers, the CNN best at l = 2 already (MiniLM's l = 6 is its last, BERT-base's l = 6 is its middle: set it beside the paper's l = 12, 80.2/51.7 and 8.0/0.0). Our SpERT has relations at lower layers than the paper's; its words are pooled before spans are, its head's rate is 1e-3 where the paper's is 5e-5.",
    "C7": "Three seeds: the sum over the block is 0.6 to 0.8 RE+ above the last-word cell in each, the union 1.0 to 1.7 below it (TablERT: 0.9 to 1.3 above; from 0.1 above to 1.0 below). On dev the twin of the shipped heads, which learned more, gains nothing by the sum (news 67.3 and 66.9, science 30.1 and 30.4), so the last-word cell stays the rule; it also needs the fewest cells.",
}
