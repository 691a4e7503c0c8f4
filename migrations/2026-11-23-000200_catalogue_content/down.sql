DELETE FROM catalogue_editions
WHERE edition = 1 AND kind IN ('goals', 'steps', 'contra-indications');
