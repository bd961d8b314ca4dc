"""`make documents`: the built-in templates of agreements, made anew from `messages.paper_build`."""

from messages.paper_build import LANGUAGES, built
from messages.papers import DOCUMENTS
from storage.agreement_parts import AgreementKind


def main() -> None:
    """Write every built-in template."""
    DOCUMENTS.mkdir(exist_ok=True)
    for kind in AgreementKind:
        for language in LANGUAGES:
            (DOCUMENTS / f"{kind.value}.{language}.docx").write_bytes(built(kind, language))


if __name__ == "__main__":
    main()
