"""What does a role open in a statement? Rows about running the account; nobody's Data."""

# For a statement that begins with permissions.viewer.who: read anew each time, so that a role that was taken is gone.
IS_ADMIN = "EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')"
IS_PAYER = "EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role IN ('ADMIN', 'BILLING'))"
