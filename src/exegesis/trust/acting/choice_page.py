"""Two explanations of one text beside one another, of which a person chooses the better."""

from exegesis.data.explanation import Explanation
from exegesis.views.html import render


def page(left: Explanation, right: Explanation, title: str) -> str:
    """A self-contained HTML document under the content policy of all pages; nothing says whose each explanation is."""
    sides = [("Left", left), ("Right", right)]
    # As plain data: a string that calls itself safe HTML (`__html__`) would else pass unescaped.
    plain = [(name, one.as_plain()) for name, one in sides]
    return render("choice_page.html", title=str.__str__(title), sides=plain)
