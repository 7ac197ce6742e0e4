import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.providers.sentences import MAX_CHARS, SentenceSplitter


def _spoken(deltas: list[str]) -> list[str]:
    """Sentences as they leave, and the rest."""
    splitter = SentenceSplitter()
    sentences = [sentence for delta in deltas for sentence in splitter.push(delta)]
    return [*sentences, rest] if (rest := splitter.flush()) else sentences


@pytest.mark.parametrize(
    ("deltas", "sentences"),
    [
        (["Sure", ", one moment", ".", " It", " ships today."], ["Sure, one moment.", " It ships today."]),
        (["Hi there! How can I help?"], ["Hi there!", " How can I help?"]),
        (["It costs 3", ".", "5", " dollars", ". Fine?"], ["It costs 3.5 dollars.", " Fine?"]),
        (["You have 3", ".", " Do you want more?"], ["You have 3.", " Do you want more?"]),
        (["Dr", ".", " Smith is in."], ["Dr. Smith is in."]),
        (["Some fruit, e", ".g", ".", " apples."], ["Some fruit, e.g. apples."]),
        (["At 5 p.m. on Main St. please."], ["At 5 p.m. on Main St. please."]),
        (["The answer is no", ".", " Sorry."], ["The answer is no.", " Sorry."]),
        (["J. Doe called."], ["J. Doe called."]),
        (["So do I.", " Good."], ["So do I.", " Good."]),
        (["Mail us at help@shop.example", ".com now."], ["Mail us at help@shop.example.com now."]),
        (["Well... let me see."], ["Well... let me see."]),
        (["What?! No."], ["What?!", " No."]),
        (['She said "Yes', ".", '" Then she left.'], ['She said "Yes."', " Then she left."]),
        (["1. Apples\n2. Pears"], ["1. Apples\n", "2. Pears"]),
        (["\u306f\u3044\u3002\u3044\u3044\u3048\u3002"], ["\u306f\u3044\u3002", "\u3044\u3044\u3048\u3002"]),
        (["no end in sight"], ["no end in sight"]),
        (["Done. ", " "], ["Done."]),
    ],
)
def test_sentences(deltas, sentences):
    assert _spoken(deltas) == sentences


def test_a_sentence_leaves_with_the_delta_that_ends_it():
    splitter = SentenceSplitter()
    assert splitter.push("Sure, one moment") == []
    assert splitter.push(".") == ["Sure, one moment."]


def test_a_question_leaves_without_look_ahead():
    assert SentenceSplitter().push("Anything else?") == ["Anything else?"]


def test_text_without_an_end_is_cut_at_a_space():
    sentences = _spoken(["word " * 200])
    assert all(len(sentence) <= MAX_CHARS and sentence.endswith("word ") for sentence in sentences)
    assert "".join(sentences) == "word " * 200


@given(st.lists(st.text(alphabet="ab .!?3\n\"'", max_size=12), max_size=30))
def test_nothing_is_lost_or_changed(deltas):
    text = "".join(deltas)
    assert "".join(_spoken(deltas)) == text or text.removeprefix("".join(_spoken(deltas))).isspace()
