DROP INDEX invoices_kind;
DROP INDEX invoices_month;
DROP INDEX payments_received;
DROP INDEX referrals_school;
DROP INDEX subscription_months_unbilled;
DROP INDEX subscription_months_price;
DROP INDEX order_lines_code;
DROP INDEX order_lines_price;
DROP INDEX licence_places_person;
DROP INDEX licence_places_licence;
DROP INDEX licence_dispensations_licence;
DROP INDEX licence_issuances_standing;
DROP INDEX licence_issuances_licence;
DROP POLICY tenant_concerned ON training_sessions;
CREATE POLICY tenant_concerned ON training_sessions FOR SELECT TO samen_leren_tenant
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
        OR (organisation_id IS NULL AND id IN (SELECT session_id FROM training_attendances)));
DROP POLICY platform_staff ON accounts;
CREATE POLICY platform_staff ON accounts FOR SELECT TO samen_leren_platform
    USING (id IN (SELECT account_id FROM platform_memberships) OR id IN (SELECT account_id FROM memberships));
