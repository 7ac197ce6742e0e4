"""Bodies of prompt templates, their versions, and the variables that they may use."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .after_call import ModelName
from .bodies import WHOLE, Body, FreeJson, PageMeta, PageQuery, Text, answered_with, shown_as

MAX_CONTENT_CHARS = 100_000


def _unique(tags: list[str]) -> list[str]:
    if len(set(tags)) < len(tags):
        raise PydanticCustomError("invalid_value", "Every tag once expected")
    return tags


Name = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
#: As other templates and flows call it: `{{> appointment-reminder}}`.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Description = Annotated[Text, StringConstraints(max_length=2000)]
Content = Annotated[Text, StringConstraints(min_length=1, max_length=MAX_CONTENT_CHARS)]
Tag = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(_unique)]
#: Path of a variable, such as `contact.firstName`.
VariablePath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", max_length=200)]
#: BCP 47, such as `en` or `en-US`.
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
VariableSource = Literal["contact", "call", "account", "campaign", "system", "last", "custom"]

_CONTENT = 'You are calling {{default contact.firstName "there"}} to confirm their appointment.'


class PromptTemplateCreate(Body):
    """A template: text with Handlebars in it."""

    model_config = shown_as(name="Appointment reminder", content=_CONTENT, tags=["reminders"])

    name: Name
    slug: Slug | None = None
    """Left out: made of the name."""
    description: Description = ""
    content: Content
    """Handlebars. Other templates of the account are partials: `{{> slug}}`."""
    tags: Tags = []


class PromptTemplatePatch(Body):
    """Fields that are left out stay as they are. New content is a new version."""

    model_config = shown_as(content=_CONTENT)

    name: Name | None = None
    slug: Slug | None = None
    description: Description | None = None
    content: Content | None = None
    """Handlebars. Other templates of the account are partials: `{{> slug}}`."""
    tags: Tags | None = None


class TemplateProblem(Body):
    """Something about the content. Lines and columns count from 1."""

    model_config = answered_with(
        rule="undefined-variable",
        message="`contact.firstname` is not known",
        help="Did you mean `contact.firstName`?",
        line=1,
        column=9,
    )

    rule: str
    """Name of the compiler's rule, such as `undefined-variable`."""
    message: str
    help: str
    """What to do about it; empty where the message says it."""
    line: int
    column: int


class PromptTemplateSummary(Body):
    model_config = answered_with(
        id=example_id("template"),
        slug="appointment-reminder",
        name="Appointment Reminder",
        description="Before every appointment",
        tags=["reminders"],
        version=2,
    )

    id: str
    slug: str
    name: str
    description: str
    tags: list[str]
    version: int
    """Number of the text that counts now."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class PromptTemplate(PromptTemplateSummary):
    """With its text, and what that needs."""

    model_config = answered_with(
        PromptTemplateSummary,
        content='You are calling {{default contact.firstName "there"}} to confirm their appointment.',
        variables=["contact.firstName"],
        partials=[],
        warnings=[],
    )

    content: str
    """Handlebars."""
    variables: list[str]
    """Paths that the text itself reads, in order."""
    partials: list[str]
    """Names of the templates that the text calls."""
    warnings: list[TemplateProblem]
    """Names that lead nowhere, and partials that are not there."""


class PromptTemplateList(Body):
    prompt_templates: list[PromptTemplateSummary]
    meta: PageMeta


class PromptTemplateQuery(PageQuery):
    """Filters of templates; all that are given have to hold."""

    q: Annotated[Text, StringConstraints(min_length=1, max_length=100)] | None = None
    """A part of name, slug or description; case does not matter."""
    tag: Tag | None = None
    """Templates that have this tag."""
    slug: Slug | None = None
    """The template with this slug."""
    sort: Literal["createdAt", "-createdAt", "updatedAt", "-updatedAt", "name", "-name", "slug", "-slug"] = "createdAt"


class PromptTemplateVersionSummary(Body):
    model_config = answered_with(number=2, createdBy=example_id("key"))

    number: int
    """Counted from 1."""
    created_at: AwareDatetime
    created_by: str
    """Id of the API key."""


class PromptTemplateVersion(PromptTemplateVersionSummary):
    model_config = answered_with(
        PromptTemplateVersionSummary,
        content='You are calling {{default contact.firstName "there"}} to confirm their appointment.',
    )

    content: str
    """Handlebars."""


class PromptTemplateVersionQuery(PageQuery):
    sort: Literal["number", "-number"] = "-number"


class PromptTemplateVersionList(Body):
    versions: list[PromptTemplateVersionSummary]
    meta: PageMeta


class TemplateResolve(Body):
    """Values for a template."""

    model_config = shown_as(variables={"contact": {"firstName": "Ana"}, "plan": "pro"})

    variables: FreeJson = {}
    """By namespace, such as `{"contact": {"firstName": "Ana"}}`; other names are the flow's own. `account` and `system`
    are filled in where they are left out."""
    version: Annotated[int, Field(ge=1, le=2**31 - 1), WHOLE] | None = None
    """Left out: the one that counts now."""
    mode: Literal["strict", "lenient"] = "lenient"
    """`strict`: what is printed without a value is an error, as in Handlebars' own strict mode."""
    language: LanguageTag | None = None
    """In which helpers say dates, numbers and money. Left out: the account's."""


class ResolvedTemplate(Body):
    model_config = answered_with(
        text="You are calling Ana to confirm their appointment.", version=2, missing=[], unused=["plan"]
    )

    text: str
    """The template with the values put in."""
    version: int
    """Number of the text that was resolved."""
    missing: list[str]
    """Paths that template and partials read, that have no value here, and for which they do not provide."""
    unused: list[str]
    """Paths of given values that nothing reads."""


class TemplateGenerate(Body):
    """What a template should be about."""

    model_config = shown_as(description="A friendly appointment reminder that checks VIP status", tone="warm")

    description: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    """What the template should do."""
    tone: Annotated[Text, StringConstraints(max_length=100)] | None = None
    """How it should sound."""
    language: LanguageTag | None = None
    """Of the text. Left out: that of the description."""
    variables: Annotated[list[VariablePath], Field(max_length=50)] = []
    """Paths that it should use."""
    model: ModelName | None = None
    """Left out: one of a vendor that this deployment has a key for."""


class GeneratedTemplate(Body):
    """A draft. Nothing is stored; create a template of it."""

    model_config = answered_with(
        name="Appointment reminder",
        content='Greet {{default contact.firstName "them"}} and confirm the appointment.',
        variables=["contact.firstName"],
        model="openai/gpt-5-nano",
        warnings=[],
    )

    name: str
    content: str
    """Handlebars."""
    variables: list[str]
    """Paths that the text reads, in order."""
    model: str
    """Vendor and model that wrote it."""
    warnings: list[TemplateProblem]
    """Names that lead nowhere, and partials that are not there."""


class TemplateVariable(Body):
    """What a template may read."""

    model_config = answered_with(
        path="contact.firstName",
        type="string",
        nullable=True,
        description="Given name",
        example="Ana",
        values=[],
        source="contact",
    )

    path: str
    """As templates write it, such as `contact.firstName`."""
    type: str
    """Type of its values."""
    nullable: bool
    """True when there may be no value; provide for it with `default` or `if`."""
    description: str
    example: Any
    """A value that it may have."""
    values: list[str]
    """Of an enum."""
    source: VariableSource
    """Who gives it a value."""


class TemplateVariableQuery(PageQuery):
    sort: Literal["path", "-path"] = "path"


class TemplateVariableList(Body):
    """The product's own, and the account's contact fields."""

    variables: list[TemplateVariable]
    meta: PageMeta
