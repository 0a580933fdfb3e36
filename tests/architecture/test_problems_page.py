"""The page that every problem's `type` leads to knows all codes."""

from tests.architecture.problems_page import BEGIN, END, PAGE, written


def test_the_page_of_problems_is_up_to_date() -> None:
    page = PAGE.read_text()
    assert page.count(BEGIN) == page.count(END) == 1
    assert page == written(), "make reference writes it anew"
