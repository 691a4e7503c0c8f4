DROP TABLE assessments, hand_in_documents, hand_ins;
