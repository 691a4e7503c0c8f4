DELETE FROM settings WHERE key IN ('grace_days', 'payment_term_days', 'training_group_minimum',
    'invoice_reminder_days_first', 'invoice_reminder_days_second', 'invoice_reminder_days_third');
CREATE OR REPLACE FUNCTION subscription_state(day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM subscriptions WHERE organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
            AND starts_on <= day AND (ends_on IS NULL OR ends_on >= day)) THEN 'active'
        WHEN EXISTS (SELECT FROM subscriptions WHERE organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
            AND ends_on < day AND day <= (ends_on + make_interval(months =>
                (SELECT value FROM settings WHERE key = 'wind_down_months')))::date) THEN 'winding_down'
        ELSE 'inactive' END
$$;
ALTER TABLE subscription_months DROP CONSTRAINT subscription_months_line_fk;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_line_fk;
DROP TABLE billing_run_items, invoice_mails, payments, invoice_documents, invoice_numbers, invoice_series, invoice_lines, invoices;
DROP FUNCTION refuse_issued();
DROP INDEX visits_held;
DROP FUNCTION organisation_usage(uuid, date, date);
DROP POLICY definer_count ON trajectories;
REVOKE SELECT (organisation_id, started_on, ended_on) ON trajectories FROM samen_leren_definer;
REVOKE SELECT (status) ON practitioners FROM samen_leren_definer;
DROP TABLE subscription_months, api_calls, ordered_attendances, order_lines, orders, billing_runs, seller, prices;
