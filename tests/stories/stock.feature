Feature: What lies on the shelf is what the books say

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Miller uses backorders
    And Jones uses backorders

  Scenario: What turns up behind a box goes to the customer who waits longest
    Given 0 CAB-220 are on the shelf
    When Miller orders 2 CAB-220 and waits for what is missing
    And Jones orders 2 CAB-220 and waits for what is missing
    And 3 CAB-220 are found
    Then backorders have been filled: 2 CAB-220 for Miller
    And backorders have been filled: 1 CAB-220 for Jones
    And 3 CAB-220 are on hand, worth 180.00
    And the books hold

  Scenario: What is lost is taken back from the customer who came last
    Given 0 CAB-220 are on the shelf
    When Miller orders 2 CAB-220 and waits for what is missing
    And Jones orders 2 CAB-220 and waits for what is missing
    And 4 CAB-220 are found
    And 1 CAB-220 are lost
    Then 1 CAB-220 are taken back from Jones
    And ready to invoice are 2 CAB-220 for Miller
    And the books hold

  Scenario: We count while we sell, and what is sold stays sold
    Given 10 CAB-220 are on the shelf
    When we begin to count
    And 9 CAB-220 are counted
    And Miller orders 4 CAB-220
    And what was counted is posted
    Then 5 CAB-220 are on hand, worth 300.00
    And the books hold

  Scenario: What is counted after it was sold is counted again
    Given 10 CAB-220 are on the shelf
    When we begin to count
    And Miller orders 4 CAB-220
    And 6 CAB-220 are counted
    Then a sale explains why CAB-220 differs
    When we count CAB-220 again
    And 6 CAB-220 are counted
    And what was counted is posted
    Then 6 CAB-220 are on hand, worth 360.00
    And the books hold
