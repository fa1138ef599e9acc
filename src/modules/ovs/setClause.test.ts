import { describe, expect, it } from 'vitest';
import { parseTables } from './database.js';
import { missingAssignments, parseSetClauses } from './setClause.js';

const record = parseTables(
  '{"data":[[10,["set",[]],["set",[1,2]],["map",[["key","100"],["remote_ip","10.0.0.2"]]],"vxlan"]],"headings":["tag","qos","trunks","options","type"]}',
)[0]![0];

describe('the set argument of Open vSwitch modules', () => {
  it.each([
    ['port p tag=10', undefined],
    ['port p tag=11', ['set', 'port', 'p', 'tag=11']],
    ['port p trunks=2,1', undefined],
    ['port p trunks=[1,2]', undefined],
    ['port p trunks=1', ['set', 'port', 'p', 'trunks=1']],
    ['port p qos=[]', undefined],
    ['port p qos=@new', undefined],
    ['port p options:key=100 options:remote_ip="10.0.0.2"', undefined],
    ['port p options:key=1 type=vxlan', ['set', 'port', 'p', 'options:key=1']],
    ['port p options={key=100,remote_ip=10.0.0.2}', undefined],
    ['port p options={key=100}', ['set', 'port', 'p', 'options={key=100}']],
    ['port p', undefined],
  ])('%s', (text, missing) => {
    const clauses = parseSetClauses(text);
    expect(typeof clauses === 'string' ? clauses : missingAssignments(clauses[0]!, record)).toEqual(missing);
  });

  it('holds several clauses', () => {
    expect(parseSetClauses('interface a type=internal -- set port a tag=1')).toMatchObject([
      { record: 'a' },
      { table: 'port' },
    ]);
  });

  it.each([
    ['interface', 'needs a table and a record'],
    ['interface a nonsense', 'is not column=value'],
  ])('rejects %s', (text, words) => {
    expect(parseSetClauses(text)).toContain(words);
  });

  it("has words as the command module: quotes and backslashes go, those in quotes are the database's", () => {
    expect(parseSetClauses(String.raw`port p 'other_config:a="b c"' name=d\ e`)).toMatchObject([
      { assignments: [{ word: 'other_config:a="b c"' }, { word: 'name=d e' }] },
    ]);
    expect(() => parseSetClauses('interface a b="c')).toThrow('quotes or backslashes are not balanced');
  });
});
