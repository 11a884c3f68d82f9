"""What a card says in words."""
from card import sure_from


def test_a_score_that_does_not_exist_is_no_score():
    assert sure_from({"0.8": 0.61, "0.95": None}) == "16 in 20 are right from 0.61 on; 19 in 20 are right from no score on."
    assert "not measured" in sure_from({})
