"""事项目录文件: catalogues read and written as YAML and as workbooks, and the one that is shipped.

A file becomes plain data (`yaml_text`, `sheets`), the data is held against its shape (`shape`), and
what fits is a CatalogueVersion. Whether that contradicts itself is asked in the domain.
"""
