"""The words of everything that cannot be done as asked: what happened, then what to do next."""

from collections.abc import Sequence
from datetime import date

from messages.blocks import section
from messages.limits import at_most
from messages.surfaces import View
from messages.words import N_, Words
from storage import errors

NOTE = "trouble"
SENT_BACK = (
    "type", "title", "submit", "close", "private_metadata", "callback_id", "clear_on_close", "notify_on_close",
    "external_id", "submit_disabled",
)  # fmt: skip
"""What of a view in a payload goes into an update of it, beside its blocks."""

WORDS: dict[type[errors.Refused], str] = {
    errors.NotFound: N_("That is no longer here, or you do not have access to it. Try /partner list."),
    errors.NotForGuests: N_(
        "Your role here does not include that. Liaison is for members of the workspace, not for guests or other"
        " organizations; ask the colleague who works with you."
    ),
    errors.Missing: N_("Please fill this in."),
    errors.TooLong: N_("This is longer than {limit} characters. Please shorten it."),
    errors.LooksLikeIdentityNumber: N_(
        "This looks like a social insurance or health card number, which Liaison never keeps. Please remove it."
    ),
    errors.AlreadySubmitted: N_("This was saved already."),
    errors.Changed: N_("Somebody changed this in the meantime. Please open it again to see what is new."),
    errors.NoSuchDay: N_("This is not a day or an hour. Please choose one, for example 2026-11-24 or 09:00."),
    errors.TooLongAgo: N_("This day is before 2000. Please check the year."),
    errors.TooFarAhead: N_("This day is too far ahead. Please check the year."),
    errors.InTheFuture: N_(
        "That date is in the future. A meeting can be recorded once it has happened; to plan one, use “Plan sessions”."
    ),
    errors.NextBeforeThis: N_("The next meeting must come after this one. Please choose a later day or hour."),
    errors.MetAndDropped: N_("The same goal is marked as met and as dropped. Please choose one."),
    errors.HasLeft: N_("{name} has left this workspace. Please choose somebody else."),
    errors.CannotBeAsked: N_(
        "{name} cannot see this partner, so cannot be given an action here. Please choose somebody else, or both sides."
    ),
    errors.DayPassed: N_("That moment has passed. Please choose a day and time from now on."),
    errors.TooFarOff: N_("That is more than two years away. Please choose a day within two years."),
    errors.PastDay: N_("That day has passed. Please choose today or later."),
    errors.HalfQuiet: N_("Please give both hours, when quiet begins and when it ends."),
    errors.TwoRoles: N_("{name} is listed under two roles. Please keep one."),
    errors.NoOwner: N_("At least one owner must stay, so that somebody can change these settings."),
    errors.NoRole: N_("{name} is a guest, a bot or from another organization, and can hold no role here."),
    errors.UnknownZone: N_("Liaison does not know that time zone. Type a city, such as Toronto, and choose it."),
    errors.RemindedTooEarly: N_(
        "That reminder would come before the previous session. Please choose one closer to the session."
    ),
    errors.Archived: N_("This partner is archived. Restore it first, then go on."),
    errors.ChannelArchived: N_("That channel is archived. Please choose another, or unarchive it in Slack."),
    errors.ChannelWithoutBot: N_(
        "Liaison is not in that channel. Type /invite @Liaison there, then save again; or choose another channel."
    ),
    errors.ChannelIsPublic: N_("This partner is confidential. Please choose a private channel."),
    errors.NotAnAddress: N_("This does not look like an address, such as river.example or maria@river.example."),
    errors.CannotOwn: N_("{name} cannot look after partners here: guests, apps and people who left cannot."),
    errors.NearDuplicate: N_("A partner of nearly the same name is already here."),
    errors.ReasonNeeded: N_("Please say why in a few words; it is kept in the history."),
    errors.AlreadyThere: N_("That is already so; nothing has changed."),
    errors.NotAnAmount: N_("This is not an amount Liaison can keep. Please write it in digits, for example 1200.50."),
    errors.AmbiguousAmount: N_(
        "This amount can be read in two ways. Please write it with cents, for example {example}."
    ),
    errors.NotHappenedYet: N_("That day has not come yet. A contact can be logged once it has happened."),
    errors.SavedAlready: N_("{name} has saved this message with that partner already."),
    errors.NotShared: N_("Please tick the box first: this message comes from a private conversation."),
    errors.NotSignedYet: N_("That day has not come yet. A signature can be recorded once it has been given."),
    errors.TooManyRows: N_("There is room for {most} rows here. Please put some of them together."),
    errors.PartChanged: N_("Somebody else wrote in this part in the meantime. Please open it again to see both texts."),
    errors.IsSigned: N_(
        "This agreement is signed, or over, and what was signed never changes. To change it, open it and use “Amend”."
    ),
    errors.NothingNew: N_("Nothing differs from the last version yet. Please change something first."),
    errors.NothingSaid: N_("This agreement says nothing yet. Please write a part first."),
    errors.NotYoursToMerge: N_(
        "Merging these two is for coordinators, or for whoever looks after each of them. Please ask one of them."
    ),
    errors.MergedAlready: N_(
        "{name} has merged one of these two into “{kept}” meanwhile. Close this and open the list again."
    ),
    errors.LaterMerge: N_("It is part of “{name}” itself now. Please take those two apart first."),
    errors.TooLateToUndo: N_("These two were taken apart already, or were merged more than 30 days ago."),
    errors.HeldSince: N_("Somebody holds this position from {day} on. Please choose a day that does not overlap."),
    errors.RoundOpen: N_("Both sides are being asked already. One round ends before the next begins."),
    errors.RoundClosed: N_("This round is closed. What was answered can be read in /partner health."),
    errors.AnsweredAlready: N_("A colleague has written down their answers in this round. They can correct them."),
    errors.NobodyNamed: N_("Please say whose answers these are: choose a contact, or write a position."),
    errors.NotInThisState: N_(
        "The agreement has moved on in the meantime. Please open it again to see where it stands."
    ),
    errors.NotAsked: N_(
        "This version is no longer under review, or you were not asked about it. Please open the agreement to see more."
    ),
    errors.CannotReview: N_(
        "{name} is a guest, an app or from another organization, and cannot review. Please choose a colleague."
    ),
    errors.MayNotSee: N_(
        "{name} may not see this confidential partner. Name them on it first, with /partner edit; or choose another."
    ),
    errors.SignatoryLeft: N_(
        "{name} has left this workspace and signs nothing new. Choose somebody else. If they signed before they left,"
        " clear this field and write their name below, with that day."
    ),
    errors.CannotSign: N_(
        "{name} is a guest, an app or from another organization. Choose a colleague, or write the name below."
    ),
    errors.FileGone: N_("The file {name} is not in Slack any more, or Slack keeps it from Liaison."),
    errors.EndsBeforeStart: N_("It would end before it starts. Please choose a later day."),
    errors.CannotBeShown: N_("{name} is a guest, an app or from another organization. Please choose a colleague."),
    errors.NotCurrency: N_("This is not the code of a currency. Please use three letters, for example CAD or USD."),
    errors.TemplateTooLong: N_("This template repeats so much that the document would never end. Use fewer loops."),
    errors.TemplateBroken: N_(
        "Liaison could not fill this document. In Word, save a copy as .docx; check that each `if` and `for`"
        " ends in the same cell or row where it begins."
    ),
    errors.NotADocx: N_("This is not a Word document. In Word, choose Save as, then Word document (.docx)."),
    errors.PasswordProtected: N_(
        "This document opens only with a password. Remove the password, then upload it again."
    ),
    errors.TemplateTooBig: N_("This file is larger than {limit} MB. Make its pictures smaller, then upload it again."),
    errors.TemplateExpands: N_("This file unpacks to far more than a document holds, so Liaison did not open it."),
    errors.CarriesMacros: N_(
        "This document carries macros or embedded files ({name}). Remove them, or save it as an ordinary .docx."
    ),
    errors.RefersOutside: N_(
        "This document fetches something from elsewhere when it is opened ({name}). Put pictures into the document"
        " itself; ordinary web links may stay."
    ),
    errors.UnsafeXml: N_(
        "A part of this document ({name}) holds what no ordinary document needs. In Word, save a copy as .docx."
    ),
    errors.CodeNotAllowed: N_(
        "A template can show fields, repeat lists and leave texts out, nothing more. Please change this: “{place}”"
    ),
    errors.CodeMisplaced: N_(
        "A code is not closed in its own paragraph, or stands where it cannot work, such as a picture, a formula or a"
        " tracked change: “{place}”"
    ),
    errors.UnknownFields: N_(
        "Liaison does not know these fields: {names}. Correct their names, then upload the document again."
    ),
    errors.FilesNotTaken: N_(
        "This workspace takes no such file; Slack’s admins decide that. You can still read it here, in Slack."
    ),
    errors.CannotTakeOn: N_("{name} cannot see this partner. Please choose a colleague who may, or leave it blank."),
    errors.ReviewRecorded: N_(
        "{name} has recorded this review already. What you wrote stays here: copy it, open the review, and use"
        " “Add something”."
    ),
    errors.ReviewUnderWay: N_("A review of this partnership is open. Please record it or skip it first."),
    errors.NotReachable: N_(
        "There is no address at which calendars reach Liaison. Whoever runs Liaison can set LIAISON_PUBLIC_URL."
    ),
    errors.CalendarFileNotTaken: N_(
        "This workspace takes no such file. Use /partner calendar for a link that your calendar reads by itself."
    ),
    errors.FileTooBig: N_(
        "This file is larger than {limit} MB. Whoever runs Liaison can read it in with `liaison import`, at any size."
    ),
    errors.NotReadable: N_(
        "“{name}” cannot be read. Liaison takes HSDS (JSON, or a zip of CSV files), CSV, Excel and vCard files that "
        "are whole."
    ),
    errors.FileExpands: N_(
        "This file unpacks to far more than it holds, or one record in it is larger than {limit} MB. Please divide it."
    ),
    errors.NestedTooDeep: N_(
        "In this file, lists stand within lists more than {limit} deep, which no file of organizations needs. Please"
        " export it again from where it came, then give it again."
    ),
    errors.TooManyParts: N_("One record in this file holds more than {limit} values. Please divide it."),
    errors.TooManyCells: N_(
        "This workbook has more than {limit} cells. Please divide it, or save the sheet as CSV and give that."
    ),
    errors.TooHeavy: N_(
        "This file takes more than {megabytes} MB of memory or {seconds} seconds to work on, so Liaison let it be."
        " Please divide it, or make it simpler, then try again."
    ),
    errors.NothingToImport: N_(
        "Liaison found no organization in “{name}”. A table needs a heading such as “Organization” or “Organisme”."
    ),
    errors.ImportUnderWay: N_("“{name}” is being read just now, one file at a time. Please try again when it is done."),
    errors.FileNotHandedOut: N_("Slack did not hand out this file. Please choose it again."),
    errors.NotANumber: N_("Liaison cannot read this number. Please write it in digits, for example 1234 or 12.5."),
    errors.AmbiguousNumber: N_("This number can be read in two ways. Please write it like this: {example}."),
    errors.NotWhole: N_("This is counted in whole numbers. Please leave out the decimals."),
    errors.MoreThanAll: N_(
        "That would be more than 100%, and this is a part of a whole. Please check both numbers; more than all there "
        "were cannot be."
    ),
    errors.NothingToDivideBy: N_(
        "A rate of nobody cannot be worked out. If there was nobody to count, mark it as not collected."
    ),
    errors.HalfRate: N_("Please give both numbers of this rate, or neither."),
    errors.OffTheScale: N_("This is off the scale: it goes from {least} to {most}."),
    errors.GivenAndNot: N_("“{name}” has a figure and is marked as not collected. Please choose one."),
    errors.TooManyKpis: N_("One partner has room for {most} indicators. Please end one that is no longer needed."),
    errors.CannotReport: N_("{name} cannot report figures of this partner. Please choose a colleague who may."),
    errors.TargetNeeded: N_("There is a day for the target, but no target. Please give one, or leave the day blank."),
    errors.TargetTooEarly: N_(
        "The target’s day must come after the one it is counted from. Please choose a later day."
    ),
    errors.NoHolder: N_("Please say whose it is: choose an organization here, or name who holds it below."),
    errors.TwoHolders: N_("This is held twice over. Please choose one organization, or name somebody else, not both."),
    errors.NotConfirmed: N_(
        "Answers that are as they were the last time: {n}. Please tick this box if they still hold, or change them."
    ),
    errors.TooLateToCorrect: N_(
        "A check can be corrected within 24 hours, by whoever made it or a coordinator. Please check again instead."
    ),
    errors.NotYetBegun: N_("That period has not begun yet. Please choose one that has."),
}


def refused(words: Words, error: errors.Refused) -> str:
    """The sentence of a refusal, as plain text."""
    facts = {name: words.full_date(fact) if isinstance(fact, date) else fact for name, fact in error.facts.items()}
    return words.text(WORDS[type(error)], **facts)


def not_allowed(words: Words, owners: Sequence[str]) -> str:
    """What somebody's role does not include, and the names of who can change that."""
    if not owners:
        return words.text(
            "Your role here does not include that, and nobody owns Liaison here yet. An admin of your Slack workspace"
            " becomes an owner by opening Liaison, and can then change roles in /partner settings."
        )
    names = words.listed(list(owners))
    return words.text("Your role here does not include that. {names} can change it in /partner settings.", names=names)


def too_slow(words: Words) -> str:
    """Slack gives three seconds to open a form."""
    return words.text("That took too long for Slack to open the form. Please try again.")


def unsaved(words: Words, reference: str) -> str:
    """A form that could not be saved; it stays open."""
    return words.text(
        "We could not save just now (ref {reference}). Your text is still here: press Save again.", reference=reference
    )


def unexpected(words: Words, reference: str) -> str:
    return words.text("We could not do that just now (ref {reference}). Please try again.", reference=reference)


def beside(view: View, block_id: str, sentence: str) -> View:
    """An open modal as it is, with a sentence below the control that was used, in the place of an earlier one.

    Every other block keeps its id, so Slack keeps what was typed. Raises `OverLimit` where there is no room (100
    blocks).
    """
    blocks = [block for block in view["blocks"] if block["block_id"] != NOTE]
    used = next((place for place, block in enumerate(blocks) if block["block_id"] == block_id), len(blocks) - 1)
    blocks.insert(used + 1, section(sentence, block_id=NOTE))
    kept = {key: view[key] for key in SENT_BACK if view.get(key)}
    return {**kept, "blocks": at_most(100, blocks, "blocks")}


def title(words: Words) -> str:
    return words.text("Not done")


def close(words: Words) -> str:
    return words.text("Close")
