-- Refused while evaluations rest on them: answers are not thrown away in passing.
DELETE FROM questionnaire_versions WHERE id IN (
    '019b76da-a800-7000-8000-000000000001',
    '019b76da-a800-7000-8000-000000000002',
    '019b76da-a800-7000-8000-000000000003',
    '019b76da-a800-7000-8000-000000000004',
    '019b76da-a800-7000-8000-000000000005'
);
