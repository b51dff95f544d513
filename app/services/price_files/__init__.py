"""Price files of suppliers: what they would do, bringing them in, taking the last one back, which there were."""
