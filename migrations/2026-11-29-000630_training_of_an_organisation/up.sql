-- An organisation finds its own sessions without going through everybody's.
CREATE INDEX training_sessions_organisation ON training_sessions (organisation_id);
