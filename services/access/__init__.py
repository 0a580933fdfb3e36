"""账号与授权: decides who someone is and what he was granted, and signs the tokens that say so.

It hears nobody. It tells of accounts, grants, locks and revoked sessions, so that every service can
refuse at once what was valid a moment ago.
"""
