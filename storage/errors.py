"""What storage refuses. Each class is one reason; its words live in `messages.errors`."""

from functools import partial
from typing import Any


class Refused(Exception):
    """Something a person asked for that cannot be done as asked.

    `field` is the form field it concerns (a block id), `facts` are what the sentence needs.
    """

    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(facts)
        self.field = field or self.field
        self.facts = facts

    def __reduce__(self) -> tuple[partial["Refused"], tuple[()]]:
        """Travels from one process to another whole."""
        return partial(type(self), field=self.field, **self.facts), ()


class NotFound(Refused):
    """What was asked for is not there, or not for this person to see."""


class NotAllowed(Refused):
    """This person's role does not include it."""


class Missing(Refused):
    """A field that must not be blank is blank."""


class TooLong(Refused):
    """A text is longer than `limit` characters."""


class LooksLikeIdentityNumber(Refused):
    """A free text holds what looks like a social insurance or health card number (design, section 10)."""


class AlreadySubmitted(Refused):
    """The same form, in the same state, was saved before: view id and hash are the key (design, section 4)."""


class Changed(Refused):
    """Somebody else changed it in the meantime."""


class NotAnAddress(Refused):
    """A website or an email address that cannot be one."""


class CannotOwn(Refused):
    """A guest, a bot, a stranger from a shared channel, or somebody who left cannot own or co-own a partner."""


class NearDuplicate(Refused):
    """Partners of nearly the same name (`ids`) are there; a person says whether it is another one."""


class ReasonNeeded(Refused):
    """The gate of a stage misses something, or the stage is an end: it takes a reason to go on."""


class AlreadyThere(Refused):
    """The partner is in that stage, or archived, or active already."""


class NoSuchDay(Refused):
    """What was given for a day or an hour is none."""


class TooLongAgo(Refused):
    """A day before 2000."""


class TooFarAhead(Refused):
    """A day in 2100 or later."""


class InTheFuture(Refused):
    """A meeting that has not happened yet cannot be recorded."""


class NextBeforeThis(Refused):
    """The next meeting would be before the one being recorded."""


class MetAndDropped(Refused):
    """One goal cannot be both met and dropped."""


class HasLeft(Refused):
    """A task for somebody (`name`) who has left the workspace."""


class CannotBeAsked(Refused):
    """A task for somebody (`name`) who is a guest, from elsewhere, or may not see this partner."""


class PastDay(Refused):
    """A new date must be today or later."""

    field = "due"


class UnknownZone(Refused):
    """Not a time zone of the IANA database."""

    field = "time_zone"


class HalfQuiet(Refused):
    """Quiet hours have a beginning and an end, or neither."""

    field = "quiet_until"


class TwoRoles(Refused):
    """`name` is listed under two roles."""


class NoOwner(Refused):
    """At least one owner must stay."""

    field = "owner"


class NoRole(Refused):
    """`name` is a guest, a bot or a person of another organization, and can hold no role."""


class DayPassed(Refused):
    """A session cannot be planned in the past."""


class TooFarOff(Refused):
    """A first session more than two years from now."""


class RemindedTooEarly(Refused):
    """A reminder would come before the session that precedes it."""


class Archived(Refused):
    """The partner is archived, so nothing can be planned or written with it."""


class ChannelArchived(Refused):
    """The channel is archived, so nothing can be posted there."""


class ChannelWithoutBot(Refused):
    """Liaison is not in the channel, or the channel is not there."""


class ChannelIsPublic(Refused):
    """A confidential partner's agenda would be posted where everybody reads."""


class NotAnAmount(Refused):
    """What was given for an amount or a number is none, or out of reach."""


class TooManyRows(Refused):
    """A part of an agreement has more than `most` rows."""


class PartChanged(Refused):
    """Somebody else kept another text of this part (`theirs`, a part's content, `revision`, `by`, `at`) meanwhile."""


class IsSigned(Refused):
    """What was signed never changes; an amendment is a new version."""


class NothingNew(Refused):
    """Nothing differs from the last version, or from the one that is signed."""


class NothingSaid(Refused):
    """An agreement that says nothing yet can be neither saved nor sent."""


class NotInThisState(Refused):
    """The agreement is not, or is no longer, where this can be done (`state`)."""


class NotAsked(Refused):
    """This person was not asked to review this version, or it has been replaced."""


class AmbiguousAmount(Refused):
    """An amount of money whose marks can be read in two ways; `example` shows one that cannot."""


class NotCurrency(Refused):
    """Not a code of ISO 4217."""


class CannotBeShown(Refused):
    """`name` is a guest, a bot or a person of another organization: nothing private can be shown to them."""


class TemplateTooLong(Refused):
    """A template makes a document longer than any agreement: lists within lists, over and over."""


class TemplateBroken(Refused):
    """A template that opens as a file but cannot be filled: its parts do not belong together, or code tears them."""


class NotADocx(Refused):
    """A file that is no Word document (.docx)."""


class PasswordProtected(Refused):
    """A document that opens only with a password."""


class TemplateTooBig(Refused):
    """A file of more than `limit` megabytes."""


class TemplateExpands(Refused):
    """A file that unpacks to far more than a document holds."""


class CarriesMacros(Refused):
    """A document with macros, controls or embedded files (`name`)."""


class RefersOutside(Refused):
    """A document that fetches something from elsewhere when it is opened (`name`)."""


class UnsafeXml(Refused):
    """A document whose part `name` is no plain XML: a document type, entities, comments, or nothing readable."""


class CodeNotAllowed(Refused):
    """Template code that does more than show fields, repeat lists and leave out texts (`place`)."""


class CodeMisplaced(Refused):
    """Template code that is not closed in its paragraph, or stands where no plain text does (`place`)."""


class UnknownFields(Refused):
    """A template asks for fields that there are not (`names`)."""


class NotHappenedYet(Refused):
    """A contact on a day that has not come."""


class SavedAlready(Refused):
    """The same message was saved with this partner before, by `name`."""


class NotShared(Refused):
    """A message of a private conversation, without the word of who saves it that it may be kept."""


class NotSignedYet(Refused):
    """A signature cannot be of a day that has not come."""


class CannotReview(Refused):
    """`name` is a guest, an app or a person of another organization, and reviews nothing here."""


class MayNotSee(Refused):
    """`name` may not see this confidential partner."""


class SignatoryLeft(Refused):
    """`name` has left the workspace and signs nothing new."""


class CannotSign(Refused):
    """`name` is a guest, an app or a person of another organization, and does not sign for us."""


class FileGone(Refused):
    """A file that was given before (`name`) is not in Slack any more, or not Liaison's to read."""


class EndsBeforeStart(Refused):
    """The end of an agreement is before its beginning."""


class FilesNotTaken(Refused):
    """The workspace's own rules, or its storage, keep such a file from being uploaded."""


class FileNotHandedOut(Refused):
    """Slack does not hand out a file that a person gave: it is gone, held back, or not Liaison's to read."""


class NotANumber(Refused):
    """A figure that cannot be read as a number of zero or more."""


class AmbiguousNumber(Refused):
    """A figure that can be read in two ways (`example` is one that cannot)."""


class NotWhole(Refused):
    """Something that is counted in whole numbers was given with decimals."""


class MoreThanAll(Refused):
    """A part that is larger than the whole: more than 100 %."""


class NothingToDivideBy(Refused):
    """A rate of nothing: its denominator is zero."""


class HalfRate(Refused):
    """A rate of which only one part was given."""


class OffTheScale(Refused):
    """A score outside its scale (`least` to `most`)."""


class GivenAndNot(Refused):
    """A figure was given, and marked as not collected."""


class TooManyKpis(Refused):
    """A partner has as many indicators (`most`) as one form can ask for."""


class CannotReport(Refused):
    """Somebody (`name`) who may not report the figures of this partner."""


class TargetNeeded(Refused):
    """A day for a target, without the target."""


class TargetTooEarly(Refused):
    """A target for a day that is not after the one from which it is counted."""


class NotYetBegun(Refused):
    """Figures for a period that has not begun."""


class NotReachable(Refused):
    """A link was asked for, but no address is set at which calendars reach Liaison."""


class CalendarFileNotTaken(Refused):
    """The workspace's own rules, or its storage, keep a calendar file from being uploaded."""


class NotForGuests(NotAllowed):
    """Guests, and people of another organization in a shared channel, may do nothing."""


class NoHolder(Refused):
    """A community resource does not say whose it is."""


class TwoHolders(Refused):
    """A resource is said to be held by more than one: us, an organization, somebody else."""


class CannotTakeOn(Refused):
    """A challenge for somebody (`name`) who is a guest, from elsewhere, or may not see this partner."""


class ReviewRecorded(Refused):
    """That review was recorded already, by `name`, on `day`."""


class ReviewUnderWay(Refused):
    """A review of this partner is open; it is recorded or skipped before another one begins."""


class RoundOpen(Refused):
    """Both sides are being asked already how a partnership is doing."""


class RoundClosed(Refused):
    """A round of answers has ended: they can be neither given nor corrected any more."""


class AnsweredAlready(Refused):
    """Somebody else wrote down the answers of this contact or position in this round."""


class NobodyNamed(Refused):
    """Answers of the other side, without the contact or the position they come from."""


class FileTooBig(Refused):
    """A file of more than `limit` megabytes, for Slack; the command line takes any."""


class NotReadable(Refused):
    """A file that is none of those that can be imported, or is damaged (`name`)."""


class FileExpands(Refused):
    """An archive that unpacks to far more than it holds, or a document too large to be read whole (`limit`, MB)."""


class NestedTooDeep(Refused):
    """A file in which lists stand within lists more than `limit` deep."""


class TooManyParts(Refused):
    """A file in which one record holds more than `limit` values."""


class TooManyCells(Refused):
    """A workbook with more than `limit` cells that say something."""


class TooHeavy(Refused):
    """What takes more memory (`megabytes`) or time of the processor (`seconds`) than is given to one file."""


class NothingToImport(Refused):
    """A file in which no organization, service or person is found (`name`)."""


class ImportUnderWay(Refused):
    """The workspace is reading another file (`name`); one is read at a time."""


class NotYoursToMerge(Refused):
    """Two organizations of which this person looks after neither, or only one."""


class MergedAlready(Refused):
    """Somebody (`name`) has put one of these two organizations into another (`kept`) meanwhile."""


class LaterMerge(Refused):
    """Two cannot be taken apart while the kept one is part of another (`name`) itself."""


class TooLateToUndo(Refused):
    """The two were taken apart already, or it is more than 30 days ago."""


class HeldSince(Refused):
    """Somebody holds the position from `day` on: another day must come after it, or before."""


class NotConfirmed(Refused):
    """Answers (`n`) that are as they were in an earlier check, and that nobody has confirmed."""


class TooLateToCorrect(Refused):
    """A check of readiness that was made too long ago, or by somebody else, to be corrected or taken back."""
