"""From a transformer to ONNX files for phones and servers, checked against the model they were made from."""
