import { templateLiteral } from '../../lib/data/go-template';

test.each([['plain {now/d}', 'plain {now/d}'], ['a{{b}}', 'a{{ "{{" }}b}}'], ['{{{', '{{ "{{" }}{'], ['', '']])('%j is written as %j', (text, expected) => {
  expect(templateLiteral(text)).toBe(expected);
});
