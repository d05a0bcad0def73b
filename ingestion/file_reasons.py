"""Why a file is not read, or not read again: code, meaning and remedy."""

FILE_REASONS = (
    (
        "already_landed",
        "The same bytes were landed before",
        "Nothing needs to be done.",
    ),
    (
        "forgotten",
        "The same bytes were landed before and then forgotten on request",
        "Nothing needs to be done; to have them again, run daybook forget --undo first.",
    ),
    (
        "empty_file",
        "The file has no bytes",
        "Export or download it again.",
    ),
    (
        "html_page",
        "The file is a web page, often a login or error page saved by mistake",
        "Log in and download the file again.",
    ),
    (
        "unknown_format",
        "No decoder and no profile knows this content",
        (
            "Write a profile for it in the household's folder profiles, or name its decoder under "
            "sources in household.yml."
        ),
    ),
    (
        "ambiguous_format",
        "More than one profile fits this content",
        "Name the right profile under sources in household.yml.",
    ),
    (
        "header_mismatch",
        "The columns are not those that the source's decoder or profile reads",
        "Correct the profile, or put the file into the folder of the source that it belongs to.",
    ),
    (
        "malformed",
        "The content breaks the rules of its format",
        "Export or download it again; a file cut off in the middle is the usual cause.",
    ),
    (
        "encoding_invalid",
        "The bytes are not text in the expected encoding",
        (
            "Name the file's encoding in the profile (file: encoding), for example windows-1252 or "
            "utf-16."
        ),
    ),
    (
        "too_large",
        "The file is larger than what is read in one piece",
        "Export a shorter period.",
    ),
    (
        "entities_forbidden",
        "The file defines XML entities, which can blow up or read other files",
        "Export it again without a document type; no bank and no phone needs one.",
    ),
    (
        "archive_encrypted",
        "The archive is encrypted",
        "Unpack it with its password, and offer the file inside.",
    ),
    (
        "archive_too_large",
        "The archive holds far more than its size lets expect, as one made to fill disks does",
        "Unpack it yourself if you trust it, and offer the file inside.",
    ),
    (
        "archive_nested",
        "The archive lies too deep inside of other archives",
        "Unpack it, and offer the files inside.",
    ),
    (
        "no_statement",
        "The file holds no statement, only a sign-on, lists or a piece of a message",
        "Download the statement of an account instead.",
    ),
    (
        "date_order_unknown",
        "Each date of the file could be read with the day or the month first",
        "Say date_order: day_first or month_first at its source under sources in household.yml.",
    ),
    (
        "statement_error",
        "The OFX file is a bank's error message instead of a statement",
        "Log in at the bank and download the statement again.",
    ),
    (
        "same_content_two_sources",
        "The same bytes lie in two sources, and either could be the wrong one",
        "Say shared: true at the source that may repeat others, under sources in household.yml.",
    ),
    (
        "nothing_inside",
        "The file is of a known format and holds nothing that it is for",
        "Nothing needs to be done if it is meant to be empty; otherwise export it again.",
    ),
    (
        "own_file_invalid",
        "A file of the household's own folder cannot be read",
        "Correct the file; until then its last readable version counts.",
    ),
    (
        "profile_missing",
        "The source names a profile that does not exist",
        "Correct the name in household.yml, or write the profile in the folder profiles.",
    ),
    (
        "decoder_unknown",
        "The source names a decoder that does not exist",
        "Correct the name in household.yml.",
    ),
    (
        "decoder_error",
        "The decoder failed on this content in a way nobody foresaw",
        (
            "Please report it with the message; the bytes are kept and are decoded again after an "
            "update."
        ),
    ),
    (
        "permission_denied",
        "The file or the lake may not be read or written by this user",
        "Give this user the rights, then run the command again.",
    ),
    (
        "disk_full",
        "The disk of the lake is full",
        "Free some space, then run the command again; nothing was lost.",
    ),
    (
        "throttled",
        "The bucket asked to slow down, and went on asking",
        "Run the command again later; nothing was lost.",
    ),
    (
        "changed_while_reading",
        "The file changed while it was read, twice",
        "Wait until the program that writes it has finished, then run the command again.",
    ),
    (
        "source_missing",
        "The file was taken away before it was read",
        "Put it back, then run the command again.",
    ),
    (
        "read_error",
        "The file could not be read",
        "Check the disk and the file, then run the command again.",
    ),
    (
        "write_error",
        "The lake could not be written",
        "Check the disk of the lake, then run the command again.",
    ),
    (
        "raw_conflict",
        "The lake holds other bytes at the place of this file",
        "Run daybook reconcile; restore the damaged raw file from a backup.",
    ),
    (
        "raw_missing",
        "The lake has the file's claim but not its bytes",
        "Offer the file again, or restore the raw file from a backup.",
    ),
    (
        "recovered",
        "A file that an earlier run left unfinished or missed was finished now",
        "Nothing needs to be done.",
    ),
)
