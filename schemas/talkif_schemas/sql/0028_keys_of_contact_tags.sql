-- Triggers alone write the tags of contacts, from contacts, whose own key says that the account is there. To ask again for
-- each tag took longer than to write it.

ALTER TABLE contact_tags DROP CONSTRAINT contact_tags_account_id_fkey;
