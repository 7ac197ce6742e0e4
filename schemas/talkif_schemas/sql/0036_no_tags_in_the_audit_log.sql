-- The audit log names fields and never their values, and tags are values.
UPDATE audit_log SET target = split_part(target, '/', 1), fields = '{tag}' WHERE action = 'removeContactTag';
