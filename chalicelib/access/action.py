"""The things that may be done over HTTP; a door names one. Light: every door knows it at import."""

from enum import StrEnum


class Action(StrEnum):
    """One entry a thing that may be done; the names of keys' scopes, of docs/access.md and of the audit trail."""

    # anybody, a citizen with code and PIN
    READ_PUBLIC = "read_public"  # what the province publishes: categories, units, published petitions, figures
    SUBMIT_PETITIONS = "submit_petitions"
    FOLLOW_PETITION = "follow_petition"  # and add to it, rate it, withdraw it
    LOOK_UP_DOSSIER = "look_up_dossier"
    # at the desk
    READ_WORKLIST = "read_worklist"
    READ_TICKET = "read_ticket"  # with its timeline
    READ_ATTACHMENT = "read_attachment"
    ACT_ON_TICKET = "act_on_ticket"  # which act, the workflow's own table says
    EXPORT_TICKETS = "export_tickets"
    PREVIEW_REDACTION = "preview_redaction"
    READ_NOTICES = "read_notices"
    RESEND_NOTICE = "resend_notice"
    TAKE_CALLS = "take_calls"  # of a hotline: write them down, call back
    # people
    UNVEIL_SENDER = "unveil_sender"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    # the province keeps its house
    READ_CONFIG = "read_config"
    TRY_CONFIG = "try_config"
    CHANGE_CONFIG = "change_config"
    READ_LETTERS = "read_letters"
    READ_ACCOUNTS = "read_accounts"
    TEND_ACCOUNTS = "tend_accounts"
    READ_AUDIT = "read_audit"
    READ_STAFF = "read_staff"
    WRITE_STAFF = "write_staff"
    MANAGE_KEYS = "manage_keys"
    MANAGE_HOOKS = "manage_hooks"
    # posts of pages and OAs, and what people say there
    READ_CONTENT = "read_content"  # posts and their figures
    WRITE_CONTENT = "write_content"
    APPROVE_CONTENT = "approve_content"  # never of one's own
    READ_OPINION = "read_opinion"
    LABEL_OPINION = "label_opinion"
    READ_REPORTS = "read_reports"  # as documents too
    # periodical reports, and the meetings about them
    READ_BRIEFINGS = "read_briefings"  # with the tasks that came of meetings
    MAKE_BRIEFINGS = "make_briefings"  # of any period
    RUN_MEETINGS = "run_meetings"
    WORK_ON_TASKS = "work_on_tasks"  # which step, the task's own table says
    # messages to many
    READ_BROADCASTS = "read_broadcasts"  # with what they would cost and how they fare
    WRITE_BROADCASTS = "write_broadcasts"  # and hold them, call them off
    APPROVE_BROADCASTS = "approve_broadcasts"  # never of one's own
    # surveys
    READ_SURVEYS = "read_surveys"  # drafts, figures
    EXPORT_SURVEYS = "export_surveys"  # anonymous rows
    WRITE_SURVEYS = "write_surveys"
    PUBLISH_SURVEYS = "publish_surveys"
    # league tables
    READ_LEAGUE = "read_league"  # rounds, figures and cases before they are published
    RUN_LEAGUE = "run_league"  # have it computed, open it to the units, reply to their comments
    COMMENT_LEAGUE = "comment_league"  # on the own figures
    PUBLISH_LEAGUE = "publish_league"
    # training provinces, and nowhere else
    READ_TRAINING = "read_training"  # what would have gone out, and the clock
    PLAY_TRAINING = "play_training"  # speak as a citizen, put the clock forward
    RESET_TRAINING = "reset_training"  # begin it afresh: all there was of it goes
    # other systems
    READ_DOSSIERS = "read_dossiers"
    WRITE_DOSSIERS = "write_dossiers"
