"""Looking through the bank: filters leave out exactly what they name, a query ranks the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bank.browsing import Wish, filtered, found
from interviewer.bank.catalogue import Bank
from interviewer.bank.search import BankSearch
from interviewer.domain.question import Level, Role
from tests.shipped import shipped_bank


@pytest.fixture(scope="module")
def bank() -> Bank:
    return shipped_bank()


@pytest.fixture(scope="module")
def search(bank: Bank) -> BankSearch:
    return BankSearch(bank)


BANK = shipped_bank()
topics = st.none() | st.sampled_from(BANK.topics())
wishes = st.builds(
    Wish,
    topic=topics,
    level=st.none() | st.sampled_from(Level),
    role=st.none() | st.sampled_from(Role),
)


@given(wishes)
def test_filters_leave_out_exactly_what_does_not_fit(wish: Wish) -> None:
    fitting = {
        question.id
        for question in BANK.questions.values()
        if wish.topic in (None, question.topic)
        and wish.level in (None, question.level)
        and (wish.role is None or wish.role in question.roles)
    }
    shown = filtered(BANK, wish)
    assert len(shown) == len(set(shown))
    assert set(shown) == fitting


def test_topics_stand_together(bank: Bank) -> None:
    shown = [bank.questions[id_].topic for id_ in filtered(bank, Wish())]
    assert shown == sorted(shown)


def test_without_a_query_everything_is_there(bank: Bank, search: BankSearch) -> None:
    assert found(bank, search, Wish(query="  ")) == filtered(bank, Wish())


@pytest.mark.slow
def test_a_query_brings_the_best_first_and_keeps_the_filters(
    bank: Bank, search: BankSearch
) -> None:
    everywhere = found(bank, search, Wish(query="KV cache"))
    assert everywhere
    role = bank.questions[everywhere[0]].roles[0]
    others = [role_ for role_ in Role if role_ is not role]
    within = found(bank, search, Wish(query="KV cache", role=others[0]))
    assert set(within) <= set(filtered(bank, Wish(role=others[0])))
    assert within == [id_ for id_ in everywhere if id_ in set(within)]


@pytest.mark.slow
def test_an_id_finds_its_question(bank: Bank, search: BankSearch) -> None:
    id_ = next(iter(bank.questions))
    assert found(bank, search, Wish(query=id_))[0] == id_


def test_what_says_nothing_finds_nothing(bank: Bank, search: BankSearch) -> None:
    assert found(bank, search, Wish(query="zzzzqqqq xxyyzz")) == []
