"""`make documents`: the built-in documents as templates, made anew from `messages.paper_build` and its like."""

from messages import paper_build, portfolio_build, review_build
from messages.paper import LANGUAGES
from messages.papers import DOCUMENTS
from storage.agreement_parts import AgreementKind


def main() -> None:
    """Write every built-in template."""
    DOCUMENTS.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for kind in AgreementKind:
            (DOCUMENTS / f"{kind.value}.{language}.docx").write_bytes(paper_build.built(kind, language))
        (DOCUMENTS / f"portfolio.{language}.docx").write_bytes(portfolio_build.built(language))
        (DOCUMENTS / f"review.{language}.docx").write_bytes(review_build.built(language))


if __name__ == "__main__":
    main()
